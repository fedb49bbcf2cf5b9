import { NONE } from './command.ts';

/** Intents of the in-repo generator and the slots each may have (every value is a span of the text). */
export const OWN_INTENTS: Readonly<Record<string, readonly string[]>> = {
  SetAlarm: ['time', 'date', 'recurrence', 'label'],
  CancelAlarm: ['time', 'date', 'label'],
  SetTimer: ['duration', 'label'],
  CancelTimer: ['duration', 'label'],
  SetReminder: ['task', 'time', 'date', 'recurrence', 'location'],
  CreateEvent: ['title', 'time', 'date', 'duration', 'person', 'location'],
  SendMessage: ['recipient', 'message', 'service'],
  MakeCall: ['recipient', 'service'],
  CreateNote: ['note'],
  ControlLights: ['action', 'room', 'device', 'color', 'brightness'],
  PauseMusic: [],
  SetVolume: ['volume'],
};

/** CLINC150 intents that mean the same as an intent above or of SNIPS take its name. */
const SAME: Readonly<Record<string, string>> = {
  weather: 'GetWeather',
  play_music: 'PlayMusic',
  restaurant_reservation: 'BookRestaurant',
  update_playlist: 'AddToPlaylist',
  alarm: 'SetAlarm',
  timer: 'SetTimer',
  reminder_update: 'SetReminder',
  text: 'SendMessage',
  make_call: 'MakeCall',
  change_volume: 'SetVolume',
};

const REMOVES = /\b(remove|delete|scratch|cancel|take|erase|clear|drop|rid|off)\b/;

/** The name under which a CLINC150 row is trained, and whether its slots are known (an intent without slots: yes). */
export function clincIntent(text: string, intent: string): { intent: string; slotsKnown: boolean } {
  const same = SAME[intent];
  if (same) return { intent: same, slotsKnown: false };
  if (intent === 'oos') return { intent: NONE, slotsKnown: true };
  if (intent === 'schedule_meeting' && !/\brooms?\b/.test(text))
    return { intent: 'CreateEvent', slotsKnown: false };
  if (intent === 'calendar_update' && !REMOVES.test(text))
    return { intent: 'CreateEvent', slotsKnown: false };
  if (intent === 'smart_home' && /\b(lights?|lamps?)\b/.test(text))
    return { intent: 'ControlLights', slotsKnown: false };
  return { intent, slotsKnown: true };
}

/**
 * Intents of the corpus's `utterances` and what they become: the name of an intent (slots unknown where it has any), or
 * `none` for commands that nothing here serves. Intents that are not listed overlap in part with ours and are left out.
 */
export const CORPUS_INTENTS: Readonly<Record<string, string>> = {
  alarm_set: 'SetAlarm',
  alarm_remove: 'CancelAlarm',
  audio_volume_down: 'SetVolume',
  audio_volume_mute: 'SetVolume',
  audio_volume_up: 'SetVolume',
  iot_hue_lightchange: 'ControlLights',
  iot_hue_lightdim: 'ControlLights',
  iot_hue_lightoff: 'ControlLights',
  iot_hue_lighton: 'ControlLights',
  iot_hue_lightup: 'ControlLights',
  weather_query: 'GetWeather',
  play_music: 'PlayMusic',
  qa_definition: 'definition',
  qa_maths: 'calculator',
  qa_currency: 'exchange_rate',
  general_joke: 'tell_joke',
  transport_taxi: 'uber',
  transport_traffic: 'traffic',
  cooking_recipe: 'recipe',
  HassStartTimer: 'SetTimer',
  HassCancelTimer: 'CancelTimer',
  HassCancelAllTimers: 'CancelTimer',
  HassLightSet: 'ControlLights',
  HassMediaPause: 'PauseMusic',
  HassMediaNext: 'next_song',
  HassSetVolume: 'SetVolume',
  'calendar.CreateCalendarEntry': 'CreateEvent',
  'musicskill.PlayMusic': 'PlayMusic',
  'musicskill.Pause': 'PauseMusic',
  'musicskill.AdjustVolume': 'SetVolume',
  'weatherskill.QueryWeather': 'GetWeather',
  'weatherskill.CheckWeatherValue': 'GetWeather',
  'weatherskill.CheckWeatherTime': 'GetWeather',
  qa_factoid: NONE,
  qa_stock: NONE,
  news_query: NONE,
  email_query: NONE,
  email_querycontact: NONE,
  email_addcontact: NONE,
  email_sendemail: NONE,
  social_post: NONE,
  social_query: NONE,
  recommendation_events: NONE,
  takeaway_query: NONE,
  play_game: NONE,
  play_podcasts: NONE,
  play_audiobook: NONE,
  iot_cleaning: NONE,
  iot_coffee: NONE,
  transport_ticket: NONE,
  general_praise: NONE,
  general_explain: NONE,
  music_likeness: NONE,
  'news.FindArticles': NONE,
  'news.TrendingArticles': NONE,
  'bingsearchskill.GetCelebrityInfo': NONE,
  'bingsearchskill.QueryQna': NONE,
  'musicskill.AnswerMusicQuestion': NONE,
  HassVacuumStart: NONE,
  HassVacuumReturnToBase: NONE,
};
