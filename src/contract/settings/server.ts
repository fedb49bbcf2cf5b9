import { z } from 'zod';

/** Where the server listens, and who may call it. */
export const serverSettings = z
  .strictObject({
    host: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
    port: z.int().min(0).max(65_535).default(9595).describe('port to listen on; 0 = any free one'),
    allowedHosts: z.array(z.string()).default([]).describe('Host headers accepted beside loopback names'),
    allowedOrigins: z.array(z.string()).default([]).describe('web origins that may call the server'),
    maxBodyMb: z.number().positive().max(1024).default(32).describe('largest request body in MB'),
  })
  .prefault({});
