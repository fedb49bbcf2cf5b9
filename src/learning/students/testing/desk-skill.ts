import type { Example } from '../../example.ts';
import type { SkillRequest } from '../adapter-request.ts';

/** An invented skill: which desk a customer's message goes to. */
export const DESKS = {
  bills: [
    'I was charged twice this month',
    'why is my invoice so high',
    'please send me a receipt for March',
    'you took money from the wrong card',
    'the price on my bill is not what we agreed',
    'can I pay by bank transfer',
    'my payment was refused',
    'there is a fee on my invoice that I do not know',
    'when is my next payment due',
    'I want my money back for last month',
  ],
  parcels: [
    'my parcel has not arrived',
    'where is my package now',
    'the box was left at the wrong house',
    'when will you deliver my order',
    'the driver did not ring the bell',
    'my package came open and half empty',
    'can you send the parcel to my office',
    'the tracking number does not work',
    'I was not at home when the parcel came',
    'how long does delivery to Oslo take',
  ],
  repairs: [
    'the screen stays black when I turn it on',
    'my kettle does not get hot any more',
    'the battery is empty after one hour',
    'there is smoke coming out of the plug',
    'the button on the side is stuck',
    'it makes a loud noise and then stops',
    'the lamp went dark after two days',
    'my phone does not charge',
    'the door of the oven will not close',
    'water runs out of the machine',
  ],
  praise: [
    'thank you for the kind help',
    'this is the best kettle I ever had',
    'your driver was so friendly today',
    'I love the new colour',
    'great work, keep it up',
    'my mother is very happy with the lamp',
    'what a lovely shop you have',
    'the lady on the phone was wonderful',
    'we are so glad that we found you',
    'five stars from me and my family',
  ],
} as const;

export const deskRequest: SkillRequest = {
  messages: [{ role: 'system', content: 'Say which desk this message goes to.' }],
  responseFormat: {
    type: 'json_schema',
    schema: {
      type: 'object',
      properties: { desk: { enum: Object.keys(DESKS) } },
      required: ['desk'],
      additionalProperties: false,
    },
  },
};

/** The messages in turn, one of each desk after the other. */
export function deskExamples(): Example[] {
  const desks = Object.entries(DESKS);
  return Array.from({ length: 40 }, (_, index): Example => {
    const [desk, messages] = desks[index % desks.length] ?? ['', []];
    return {
      id: index + 1,
      skill: 'desk',
      at: index,
      input: messages[Math.floor(index / desks.length)] ?? '',
      output: JSON.stringify({ desk }),
      label: 'personal',
      provenance: 'handed-over',
      teacher: 'test/teacher',
      requestId: null,
      dropped: null,
    };
  });
}
