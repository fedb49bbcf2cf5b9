import type { LedgerEntry, RouteInfo } from '../../contract/index.ts';
import { errorOf } from '../../client/error-of.ts';
import type { Api, ApiResponse } from '../api.ts';
import type { DemoRequest } from './requests.ts';
import { shortAnswer, shortWhy, type Turn } from './turn.ts';

interface Answered {
  choices: { message: { content: string | null } }[];
  nearmost: RouteInfo;
}

function answered(request: DemoRequest, response: ApiResponse, entry: LedgerEntry): Turn {
  const { choices, nearmost } = response.body as Answered;
  return {
    request,
    outcome: nearmost.place === 'local' ? 'here' : 'cloud',
    answer: shortAnswer(choices[0]?.message.content ?? ''),
    why: shortWhy(nearmost, request),
    confidence: nearmost.confidence,
    threshold: nearmost.threshold,
    ms: response.ms,
    costUsd: nearmost.costUsd,
    counterfactualUsd: entry.place === 'cloud' ? entry.costUsd : entry.counterfactualUsd,
    egressBytes: entry.egressBytes,
    requestId: nearmost.requestId,
  };
}

function refused(request: DemoRequest, response: ApiResponse, entry: LedgerEntry): Turn {
  const error = errorOf(response.body, response.status);
  const tried = entry.attempts.findLast(
    ({ confidence, outcome }) => confidence !== null && outcome !== 'declined',
  );
  const stayed = error.code === 'no_candidate' || error.code === 'egress_refused';
  return {
    request,
    outcome: stayed ? 'stayed' : 'failed',
    answer: stayed ? 'not answered' : error.message,
    why: stayed ? shortWhy(entry, request) : error.code,
    confidence: tried?.confidence ?? null,
    threshold: entry.threshold,
    ms: response.ms,
    costUsd: entry.costUsd ?? 0,
    counterfactualUsd: null,
    egressBytes: entry.egressBytes,
    requestId: entry.requestId,
  };
}

/** Asks one request as an app would, and reads in the ledger what became of it. */
export async function playOne(api: Api, request: DemoRequest): Promise<Turn> {
  const response = await api.ask(
    'POST',
    '/v1/chat/completions',
    { model: 'auto', messages: [{ role: 'user', content: request.text }], temperature: 0 },
    {
      'x-nearmost-app': 'demo',
      ...(request.label === undefined ? {} : { 'x-nearmost-label': request.label }),
      ...(request.pin === undefined ? {} : { 'x-nearmost-route': request.pin }),
    },
  );
  const id = response.headers.get('x-nearmost-request-id') ?? '';
  const entry = await api.get<LedgerEntry>(`/admin/requests/${encodeURIComponent(id)}`);
  return response.status < 400 ? answered(request, response, entry) : refused(request, response, entry);
}
