/** Word lists of the command generator, written for this project: one string a list, entries divided by "|". */
const list = (text: string): readonly string[] => text.split('|').map((entry) => entry.trim());

export const WEEKDAYS = list('Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday');
export const MONTHS = list(
  'January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Aug|Sept|Oct|Dec',
);
export const NUMBERS = list(
  'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|twenty five|thirty|forty|forty five|fifty|ninety',
);
export const ORDINALS = list(
  '1st|2nd|3rd|4th|5th|7th|10th|12th|15th|18th|21st|22nd|28th|30th|first|second|third|fifth|tenth|fifteenth|twentieth|thirtieth',
);
export const DAY_TIMES = list('noon|midnight|midday|sunrise|sunset|dawn|lunchtime|dinner time|bedtime');
export const RELATIONS = list(
  'mom|dad|my mom|my dad|my wife|my husband|my sister|my brother|my boss|my girlfriend|my boyfriend|grandma|grandpa|my roommate|my daughter|my son|my landlord|the office|my doctor|the dentist|my team|my neighbor|aunt May|uncle Bob|my mother|my father|the babysitter|my manager|my best friend|everyone|the plumber|my teacher|my coach',
);
export const FIRST_NAMES = list(
  'John|Maria|Ahmed|Wei|Sofia|Liam|Olivia|Noah|Emma|Yuki|Priya|Carlos|Fatima|Ivan|Chloe|Raj|Ana|Tom|Lucy|Sven|Ingrid|Kofi|Amara|Mateo|Zoe|Hassan|Mei|Omar|Nina|Pedro|Sam|Alex|Kim|Leila|Bjorn|Aoife|Dmitri|Elena|Hiro|Nadia',
);
export const LAST_NAMES = list(
  'Smith|Garcia|Khan|Chen|Rossi|Müller|Novak|Silva|Kim|Nguyen|Olsen|Patel|Okafor|Dubois|Ivanova|Tanaka|Jones|Brown|Lopez|Haddad',
);
export const ROOMS = list(
  'kitchen|bedroom|living room|bathroom|hallway|office|garage|dining room|basement|attic|nursery|kids room|guest room|den|porch|garden|study|laundry room|master bedroom|hall|stairs|upstairs|downstairs|backyard|lounge|entrance',
);
export const LAMPS = list(
  'lamp|desk lamp|floor lamp|bedside lamp|ceiling light|night light|reading light|chandelier|spotlight|spotlights|table lamp|porch light|LED strip|Christmas lights|string lights|fairy lights|closet light',
);
export const COLORS = list(
  'red|blue|green|yellow|purple|pink|orange|white|warm white|cool white|turquoise|violet|teal|gold|lavender|dark blue|soft pink|amber|cyan|magenta',
);
export const TASKS = list(
  'call mom|take out the trash|buy milk|pay the rent|water the plants|take my medicine|feed the cat|walk the dog|pick up the kids|pick up the dry cleaning|book a dentist appointment|send the report|charge my phone|check the oven|turn off the stove|do the laundry|renew my passport|submit the timesheet|wash the car|return the library books|buy a birthday present for Anna|finish my homework|practice piano|call the bank|cancel the subscription|get gas|drink water|stretch|check the mail|clean the fridge|order more coffee|go for a run|vote|back up my laptop|print the tickets|email the invoice to Mark|buy flowers|defrost the chicken|change the bed sheets|read chapter five|pay the electricity bill|fix the bike|move the car|thank Peter for the gift|prepare the slides|stop by the pharmacy|vacuum the living room|lock the back door|take the cake out of the oven|sign the permission slip',
);
export const EVENTS = list(
  'meeting|team meeting|lunch|dinner|dentist appointment|doctor appointment|haircut|yoga class|birthday party|job interview|parent teacher conference|project review|standup|coffee|gym session|piano lesson|movie night|conference call|soccer practice|wedding|car service|book club|board meeting|concert|flight to Boston|date night|budget review|vet appointment|game night|brunch|anniversary dinner|swimming lesson|one on one|training|graduation|barbecue|sprint planning|choir rehearsal|study group|staff lunch',
);
export const PLACES = list(
  'the office|school|home|the gym|the library|Starbucks|the park|room 204|the conference room|the Italian place|the airport|the mall|the church|the cafe on Main Street|work|the hospital|the train station|the grocery store|the beach|Pizza Hut|the museum|the pharmacy|the town hall|room B',
);
export const MESSAGES = list(
  "I'm running late|on my way|happy birthday|see you soon|I love you|can you call me back|dinner is ready|I will be there in ten minutes|what time is the meeting|please buy some bread|the train is delayed|are you free tonight|I got the job|don't forget the keys|thanks for yesterday|where are you|I'm at the airport|let's meet at the park|good luck today|I miss you|we need to talk|the kids are asleep|have a safe trip|I left the door unlocked|pick me up at five|sorry I missed your call|the package arrived|what do you want for dinner|I'll be home by eight|congratulations|yes that works for me|call me when you can|no worries|I can't make it today|the meeting is moved to Friday|do you want to grab lunch|I'm stuck in traffic|get well soon|it was great seeing you|lunch at noon",
);
export const NOTES = list(
  'the wifi password is sunflower|buy eggs and flour|ideas for the garden|my locker number is 48|parked on level three|the plumber comes on Tuesday|try the new ramen place|book recommendations from Clara|the recipe needs two cups of sugar|license plate starts with XYZ|shoe size is nine|gift ideas for dad|meeting moved to room five|paint color is sea green|look up train times|the dog weighs twelve kilos|remember the milk|flight number is BA 117|the code for the gate is 5521|measure the window|ask about the discount|return policy is thirty days|call the insurance company about the claim|password hint is first pet|the car needs new tires|plan a trip to Norway|learn three chords|finish the second chapter',
);
export const LABELS = list(
  'pasta|eggs|pizza|laundry|workout|nap|tea|homework|cookies|meditation|gym|work|school|medicine|rice|bread|the oven|the chicken|cake|yoga|the kids|potatoes|dishwasher|break|study|coffee|the bus|early flight|morning run|church',
);
export const SERVICES = list(
  'WhatsApp|Messenger|Signal|Telegram|email|Skype|Slack|Teams|iMessage|FaceTime|Zoom|Discord',
);
