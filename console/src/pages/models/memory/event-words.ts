import type { MemoryEvent } from '../../../../../src/contract/index.ts';
import { bytes, duration } from '../../../format/words.ts';

/** What happened to a model in memory, and why. Pure. */
export function eventWords(event: MemoryEvent): { what: string; why: string } {
  switch (event.type) {
    case 'model-load':
      return { what: 'load begins', why: event.why ?? '' };
    case 'model-ready':
      return { what: 'is in memory', why: `loaded in ${duration(event.loadMs)}` };
    case 'model-shrink':
      return {
        what: 'put its conversations away',
        why: [`${bytes(event.freedBytes)} free again`, ...(event.why ? [event.why] : [])].join('; '),
      };
    case 'model-restore':
      return { what: 'took its conversations back', why: `in ${duration(event.restoreMs)}` };
    case 'model-exit':
      return event.expected
        ? { what: 'left', why: event.why ?? '' }
        : { what: 'broke off', why: `${event.detail}; it is loaded again when it is asked` };
  }
}
