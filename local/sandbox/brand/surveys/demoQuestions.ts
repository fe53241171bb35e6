import type { SurveyContent } from './content.js';
import type { Choice, Question } from './question.js';

/** What the surveys of the demo brand ask: every kind of question, one survey in French, one with a loop. */

const LEVEL = { name: 'level', type: 'Recipient', samples: ['basic', 'plus', 'premium'] } as const;
const REGION = { name: 'region', type: 'Recipient', samples: ['north', 'south', 'east', 'west'] } as const;
const COMMENTS = [
  'Quick and friendly.',
  'It took too long, sadly.',
  'Exactly what I needed!',
  'The price is "fair", I guess.',
  'Überraschend gut 👍',
  'No comment',
  'Works; could be simpler.',
  'Two things:\nthe price, and the waiting.',
];

function choices(...texts: string[]): Choice[] {
  return texts.map((text, index) => ({ id: String(index + 1), text }));
}

const RECOMMEND: Question = { id: 'QID1', tag: 'Q1', kind: 'netPromoter', text: 'How likely are you to recommend us?' };
const REASON: Question = {
  id: 'QID2',
  tag: 'Q2',
  kind: 'text',
  isEssay: true,
  samples: COMMENTS,
  text: 'What is the main reason?',
};

export const SATISFACTION: SurveyContent = {
  blocks: [
    { id: 'BL_0SandboxBlock01', name: 'Recommendation', questions: [RECOMMEND, REASON] },
    {
      id: 'BL_0SandboxBlock02',
      name: 'Use',
      questions: [
        {
          id: 'QID3',
          tag: 'Q3',
          kind: 'multipleChoice',
          text: 'What do you use?',
          choices: choices('Shop', 'App', 'Support', 'Newsletter'),
        },
        {
          id: 'QID4',
          tag: 'Q4',
          kind: 'singleChoice',
          text: 'How was it?',
          choices: [
            { id: '1', text: 'Good', recode: 3 },
            { id: '2', text: 'Fair', recode: 2 },
            { id: '3', text: 'Poor', recode: 1 },
            { id: '4', text: 'Other', recode: 9, takesText: true },
          ],
        },
      ],
    },
  ],
  embeddedData: [
    LEVEL,
    REGION,
    { name: 'source', type: 'Custom', defaultValue: 'web', samples: [] },
    { name: 'ResponseEventContext', type: 'Recipient', samples: ['order-17', 'order-18'] },
  ],
};

const STEPS = choices('Signing up', 'First order', 'Delivery');

export const ONBOARDING: SurveyContent = {
  blocks: [
    {
      id: 'BL_0SandboxBlock11',
      name: 'First week',
      questions: [
        RECOMMEND,
        REASON,
        { id: 'QID3', tag: 'Intro', kind: 'description', text: 'Please think of your <strong>first week</strong>.' },
        {
          id: 'QID4',
          tag: 'Steps',
          kind: 'matrix',
          takesSeveral: false,
          text: 'How easy was each step?',
          rows: STEPS,
          choices: choices('Hard', 'Neither', 'Easy'),
        },
        {
          id: 'QID5',
          tag: 'Help',
          kind: 'matrix',
          takesSeveral: true,
          text: 'Who helped you?',
          rows: STEPS,
          choices: choices('A friend', 'The documentation', 'Support'),
        },
        {
          id: 'QID6',
          tag: 'Time',
          kind: 'slider',
          text: 'How many hours did it take?',
          choices: choices('To sign up', 'To order'),
          max: 10,
          decimals: 1,
        },
      ],
    },
    {
      id: 'BL_0SandboxBlock12',
      name: 'About you',
      questions: [
        {
          id: 'QID7',
          tag: 'Rank',
          kind: 'rankOrder',
          text: 'What matters most?',
          choices: choices('Price', 'Quality', 'Service'),
        },
        {
          id: 'QID8',
          tag: 'Team',
          kind: 'form',
          text: 'Where do you work?',
          choices: choices('Department', 'Town'),
          samples: ['Sales', 'Basel', 'Research', 'Lyon'],
        },
        { id: 'QID9', tag: 'Photo', kind: 'fileUpload', text: 'Show us your desk.' },
        {
          id: 'QID10',
          tag: 'Age',
          kind: 'text',
          isEssay: false,
          text: 'How old are you?',
          samples: ['27', '35', '41', '58'],
        },
      ],
    },
  ],
  embeddedData: [LEVEL],
};

export const EVENTS: SurveyContent = {
  blocks: [
    { id: 'BL_0SandboxBlock21', name: 'Avis', questions: [RECOMMEND, REASON] },
    {
      id: 'BL_0SandboxBlock22',
      name: 'Chaque journée',
      loop: ['Vendredi', 'Samedi'],
      questions: [
        {
          id: 'QID3',
          tag: 'Q3',
          kind: 'singleChoice',
          text: 'Comment était la journée ?',
          choices: choices('Bien', 'Moyenne', 'À revoir'),
        },
        {
          id: 'QID4',
          tag: 'Q4',
          kind: 'text',
          isEssay: false,
          text: 'Un mot ?',
          samples: ['Génial', 'Trop court', '« Oui »'],
        },
      ],
    },
  ],
  embeddedData: [{ name: 'événement', type: 'Recipient', samples: ['été', 'hiver'] }],
};

export const PRODUCT_TEST: SurveyContent = {
  blocks: [{ id: 'BL_0SandboxBlock31', name: 'Default Question Block', questions: [RECOMMEND, REASON] }],
  embeddedData: [],
};
