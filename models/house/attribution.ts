/** Lines that the licences of the training data ask for, and courtesies. They stand in the model card. */
export const ATTRIBUTION: readonly string[] = [
  "CLINC150 (Larson et al., EMNLP-IJCNLP 2019, 'An Evaluation Dataset for Intent Classification and Out-of-Scope Prediction'), CC BY 3.0.",
  'NLU Evaluation Data (Liu, Eshghi, Swietojanski, Rieser, IWSDS 2019), CC BY 4.0; filtered and reformatted.',
  'Home Assistant intents (Home Assistant contributors), CC BY 4.0; reformatted.',
  'Bot Framework Solutions, (c) Microsoft Corporation, MIT.',
  'Taskmaster-3 and Taskmaster-4 (Byrne, Krishnamoorthi, Ganesh et al., Google LLC), CC BY 4.0; filtered and reformatted.',
  'Restaurants-8k (Coope et al., PolyAI, 2020), CC BY 4.0; reformatted.',
  'Recognizers-Text, (c) Microsoft Corporation, MIT.',
  'Rasa financial-demo, Apache-2.0.',
  'Rasa helpdesk-assistant, Apache-2.0.',
  'SciTLDR (Cachola et al., 2020), Apache-2.0.',
  'Self-dialogue Corpus (Fainberg et al., 2018), BSD-3-Clause.',
  'Self-Instruct seed tasks (Wang et al., 2022), Apache-2.0.',
  'names, (c) 2013 Trey Hunner, MIT.',
  'US Cities Database, (c) 2017 Kelvin S. do Prado, MIT.',
  'SNIPS natural language understanding benchmark (Coucke et al. 2018, Snips Voice Platform), CC0 1.0.',
  'Books first published by 1930 and pages of the US government, public domain.',
];
