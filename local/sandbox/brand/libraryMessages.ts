/** A message kept in a library, for mails. */
export interface LibraryMessage {
  readonly libraryId: string;
  /** `MS_…` */
  readonly id: string;
  readonly description: string;
  readonly category: string;
  readonly text: string;
}

export const MESSAGE_CATEGORIES: readonly string[] =
  'invite inactiveSurvey reminder thankYou endOfSurvey general validation lookAndFeel emailSubject smsInvite'.split(
    ' ',
  );

/** The messages of a user's library in the demo brand. */
export function demoMessages(libraryId: string): LibraryMessage[] {
  return [
    {
      libraryId,
      id: 'MS_0SandboxInvite1',
      description: 'Invitation',
      category: 'invite',
      text: 'Please tell us what you think.',
    },
    {
      libraryId,
      id: 'MS_0SandboxRemind1',
      description: 'Reminder',
      category: 'reminder',
      text: 'It is not too late.',
    },
    { libraryId, id: 'MS_0SandboxThanks1', description: 'Thanks', category: 'thankYou', text: 'Thank you!' },
    { libraryId, id: 'MS_0SandboxSubjct1', description: 'Subject', category: 'emailSubject', text: 'Your opinion' },
  ];
}
