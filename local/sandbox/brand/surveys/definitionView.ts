import { questionsOf } from './content.js';
import { type Choice, choicesOf, type Question, recodeOf, rowsOf, vendorType } from './question.js';
import type { Survey } from './survey.js';
import { dateTime } from './surveyView.js';

/** A survey as `GET /survey-definitions/{id}` gives it: the same as `surveyView` in the names of the editor. */
export function definitionView(survey: Survey, ownerId: string, brandId: string): Record<string, unknown> {
  const questions = questionsOf(survey);
  return {
    SurveyID: survey.id,
    SurveyName: survey.name,
    SurveyStatus: statusOf(survey),
    OwnerID: ownerId,
    BrandID: brandId,
    LastModified: dateTime(survey.lastModified),
    QuestionCount: String(questions.length),
    Questions: Object.fromEntries(questions.map((question) => [question.id, definedQuestion(question)])),
    Blocks: Object.fromEntries(
      survey.blocks.map(({ id, name, questions: asked, loop }) => [
        id,
        {
          Type: 'Standard',
          Description: name,
          ID: id,
          BlockElements: asked.map(({ id: QuestionID }) => ({ Type: 'Question', QuestionID })),
          ...(loop ? { Options: { Looping: 'Static', LoopingOptions: { Static: staticFields(loop) } } } : {}),
        },
      ]),
    ),
    SurveyFlow: flowOf(survey),
    SurveyOptions: { BackButton: 'false', SaveAndContinue: 'true', SurveyLanguage: 'EN', ...datesOf(survey) },
    ResponseSets: { RS_0SandboxSet0001: { ResponseSetID: 'RS_0SandboxSet0001', Name: 'Default Response Set' } },
  };
}

/** `GET /survey-definitions/{id}/metadata` */
export function definitionMetadata(survey: Survey): Record<string, unknown> {
  return {
    SurveyID: survey.id,
    SurveyName: survey.name,
    SurveyStatus: statusOf(survey),
    SurveyStartDate: survey.expiration.startDate,
    SurveyExpirationDate: survey.expiration.endDate,
    SurveyCreationDate: dateTime(survey.creationDate),
    LastModified: dateTime(survey.lastModified),
    LastAccessed: null,
  };
}

/** A question as the editor names its parts; columns of a matrix are `Answers` there. */
export function definedQuestion(question: Question): Record<string, unknown> {
  const { type, selector, subSelector } = vendorType(question);
  const rows = rowsOf(question);
  const choices = choicesOf(question);
  const isMatrix = question.kind === 'matrix';
  return {
    QuestionID: question.id,
    QuestionText: question.text,
    DataExportTag: question.tag,
    QuestionType: type,
    Selector: selector,
    ...(subSelector === null ? {} : { SubSelector: subSelector }),
    Configuration: { QuestionDescriptionOption: 'UseText' },
    QuestionDescription: question.text,
    Choices: displayed(rows.length > 0 ? rows : choices),
    ChoiceOrder: (rows.length > 0 ? rows : choices).map(({ id }) => id),
    ...(isMatrix ? { Answers: displayed(choices), AnswerOrder: choices.map(({ id }) => id) } : {}),
    ...(recodesOf(choices) ?? {}),
    Validation: { Settings: { ForceResponse: 'OFF', Type: 'None' } },
    Language: [],
  };
}

export function flowOf(survey: Survey): Record<string, unknown> {
  const fields = survey.embeddedData.map(({ name, type, defaultValue }) => ({
    Description: name,
    Type: type,
    Field: name,
    VariableType: 'String',
    ...(defaultValue === undefined ? {} : { Value: defaultValue }),
  }));
  return {
    Type: 'Root',
    FlowID: 'FL_1',
    Flow: [
      ...(fields.length > 0 ? [{ Type: 'EmbeddedData', FlowID: 'FL_2', EmbeddedData: fields }] : []),
      ...survey.blocks.map(({ id }, index) => ({ Type: 'Standard', ID: id, FlowID: `FL_${index + 3}` })),
    ],
  };
}

function statusOf({ isActive }: Survey): string {
  return isActive ? 'Active' : 'Inactive';
}

function datesOf({ expiration, creationDate }: Survey): Record<string, unknown> {
  return {
    SurveyStartDate: expiration.startDate,
    SurveyExpirationDate: expiration.endDate,
    SurveyCreationDate: dateTime(creationDate),
  };
}

function displayed(choices: readonly Choice[]): Record<string, object> {
  return Object.fromEntries(
    choices.map(({ id, text, takesText }) => [
      id,
      takesText ? { Display: text, TextEntry: 'true' } : { Display: text },
    ]),
  );
}

/** Only where they differ from the ids. */
function recodesOf(choices: readonly Choice[]): { RecodeValues: Record<string, string> } | undefined {
  if (choices.every(({ recode }) => recode === undefined)) return undefined;
  return { RecodeValues: Object.fromEntries(choices.map((choice) => [choice.id, String(recodeOf(choice))])) };
}

function staticFields(loop: readonly string[]): Record<string, object> {
  return Object.fromEntries(loop.map((what, index) => [String(index + 1), { '1': what }]));
}
