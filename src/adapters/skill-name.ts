/** Names of skills: words joined by `.`, `-` or `_`; the part before a dot is the publisher's, as in `acme.title`. */
export const SKILL_NAME: RegExp = /^(?=.{1,64}$)[a-z\d]+(?:[._-][a-z\d]+)*$/;
