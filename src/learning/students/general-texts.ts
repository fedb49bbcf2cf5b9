/**
 * Plain statements, begun and ended. How likely a base finds the ends, with and without an adapter, tells whether the
 * adapter spoils what has nothing to do with its skill. Fixed: figures of different adapters can be compared.
 */
export const GENERAL_TEXTS: readonly (readonly [begin: string, end: string])[] = [
  ['The sun rises in the east and', 'sets in the west.'],
  ['Water freezes when it gets', 'cold enough.'],
  ['If you mix blue and yellow paint,', 'you get green.'],
  ['A week has seven days and a year', 'has twelve months.'],
  ['Please close the window before', 'you leave the room.'],
  ['She opened the letter and read it', 'twice before she said a word.'],
  ['The train to the city leaves', 'at half past eight in the morning.'],
  ['Remind me to call my mother', 'tomorrow at noon.'],
  ['What is the weather like', 'in Paris today?'],
  ['I would like to book a table', 'for four people at seven.'],
  ['Turn off the lights in the kitchen', 'and lock the front door.'],
  ['How do I get from here', 'to the nearest station?'],
  ['The meeting was moved from Monday', 'to Wednesday afternoon.'],
  ['He plays the guitar and his sister', 'plays the piano.'],
  ['First boil the water, then', 'add the salt and the rice.'],
  ['Thank you for your help,', 'I will see you next week.'],
  ['The answer to your question is', 'yes, but only if it is in time.'],
  ['Two plus two is four and', 'three plus three is six.'],
  ['The children went to the park', 'and played until it was dark.'],
  ['Send a message to John', 'that I will be late.'],
  ['My favourite song is on', 'the second side of the record.'],
  ['There was a long queue in front of', 'the bank, so we went home.'],
  ['A good book and a cup of tea', 'are all I need on a rainy day.'],
  ['The price of the ticket went up', 'by ten percent this year.'],
];
