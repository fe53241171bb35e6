/** The topics that are documented: of a survey, of responses to it, and 360 projects by their names alone. */
const TOPIC =
  /^(\*|controlpanel\.(activateSurvey|deactivateSurvey|\*)|surveyengine\.(\*|(startedRecipientSession|partialResponse|completedResponse)\.(\*|SV_\w+))|threesixty\.(\w+|\*))$/;

const WILDCARD = '*';

/** Whether one can subscribe to it. */
export function isTopic(text: string): boolean {
  return TOPIC.test(text);
}

/** Whether a subscription to `topics` is told of events of a topic: a `*` at the end stands for all that follows. */
export function matches(topics: string, topic: string): boolean {
  return topics.endsWith(WILDCARD) ? topic.startsWith(topics.slice(0, -1)) : topic === topics;
}
