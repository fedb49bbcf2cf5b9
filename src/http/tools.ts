import { NearmostError, type ChatRequest, type JsonSchema, type ToolChoice } from '../contract/index.ts';
import { checkDepth } from './schema-depth.ts';

/** A tool as every dialect sends it, in one form. */
export interface SentTool {
  name: string;
  description?: string | null | undefined;
  parameters?: JsonSchema | null | undefined;
  strict?: boolean | null | undefined;
  /** The field that holds `parameters`, for errors. */
  param: string;
}

/**
 * Puts tools and choice into the request; a choice without tools is left out when it asks for none.
 * @throws NearmostError invalid_request (a name twice, a choice that `tools` does not have), invalid_schema
 */
export function addTools(
  request: ChatRequest,
  tools: readonly SentTool[],
  choice?: ToolChoice,
  parallel?: boolean | null,
): void {
  const names = tools.map(({ name }) => name);
  const double = names.find((name, at) => names.indexOf(name) !== at);
  if (double !== undefined)
    throw new NearmostError('invalid_request', `Two tools are named "${double}".`, { param: 'tools' });
  const missing =
    typeof choice === 'object' ? !names.includes(choice.name) : choice === 'required' && names.length === 0;
  if (missing)
    throw new NearmostError(
      'invalid_request',
      'The field "tool_choice" asks for a tool that "tools" does not have.',
      { param: 'tool_choice' },
    );
  if (tools.length === 0) return;
  request.tools = tools.map(({ name, description, parameters, strict, param }) => ({
    name,
    ...(description == null ? {} : { description }),
    ...(parameters == null ? {} : { parameters: checkDepth(parameters, param) }),
    ...(strict == null ? {} : { strict }),
  }));
  if (choice !== undefined) request.toolChoice = choice;
  if (parallel != null) request.parallelToolCalls = parallel;
}
