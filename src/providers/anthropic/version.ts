/** What the API takes from a Claude model; cut by version, so that tomorrow's models are treated like the newest. */
export interface ClaudeTraits {
  /** 4.6 and later are told how hard to think; earlier ones get a budget. */
  adaptiveThinking: boolean;
  /** 4.7 and later refuse temperature, top_p and top_k. */
  sampling: boolean;
  /** 4.6 and later are held to a schema by `output_config`; earlier ones by a tool that they must call. */
  schemaOutput: boolean;
  /** Most tokens an answer may have when the caller sets no limit. */
  maxTokens: number;
}

/** Version of a Claude model: `claude-opus-4-7` and `claude-3-7-sonnet-20250219`; no number reads as the newest. */
export function claudeVersion(model: string): number {
  const numbers = model
    .split(/[-@.]/)
    .filter((piece) => /^\d{1,2}$/.test(piece))
    .map(Number);
  const [major, minor = 0] = numbers;
  return major === undefined ? Number.POSITIVE_INFINITY : major + minor / 100;
}

/** Facts from platform.claude.com (thinking troubleshooting, structured outputs, models), November 2026. */
export function claudeTraits(model: string): ClaudeTraits {
  const version = claudeVersion(model);
  return {
    adaptiveThinking: version >= 4.06,
    sampling: version < 4.07,
    schemaOutput: version >= 4.06,
    maxTokens: version < 3.05 ? 4096 : 8192,
  };
}
