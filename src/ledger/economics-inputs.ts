/** A figure that the sums rest on, and where it is from. */
export interface Input {
  value: number;
  unit: string;
  source: string;
}

/** What a local answer costs besides nothing: electricity, and the wear of the device. */
export interface EconomicInputs {
  electricity: Input;
  /** Of the whole device, more than at rest, while it answers. */
  power: Input;
  hardware: Input;
  life: Input;
  /** Hours a day in which the device is of use at all: its price is spread over them. */
  use: Input;
}

/** What holds where the owner states nothing else. Read on 2026-11-21. */
export const DEFAULT_INPUTS: EconomicInputs = {
  electricity: {
    value: 0.16,
    unit: 'USD/kWh',
    source: 'U.S. EIA: average residential price of 2023, 16 cents per kWh',
  },
  power: { value: 45, unit: 'W', source: 'assumed: a laptop with its processor busy; measure yours' },
  hardware: { value: 1000, unit: 'USD', source: 'assumed: a mid-range laptop; state yours' },
  life: { value: 4, unit: 'years', source: 'assumed: 3 to 6 years are usual' },
  use: { value: 8, unit: 'hours a day', source: 'assumed: a working day' },
};

/** The defaults with what the owner states. */
export function statedInputs(stated: Partial<Record<keyof EconomicInputs, number>>): EconomicInputs {
  const inputs = { ...DEFAULT_INPUTS };
  for (const name of Object.keys(inputs) as (keyof EconomicInputs)[]) {
    const value = stated[name];
    if (value !== undefined) inputs[name] = { ...inputs[name], value, source: 'stated by you' };
  }
  return inputs;
}
