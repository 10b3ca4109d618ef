import { browserNameOf } from './browser-name.js';
import { mailDocument, type MailPart } from './mail-document.js';
import type { AccountFacts, SecretFacts } from './mail-facts.js';
import type { MailTexts } from './mail-texts.js';
import { durationText, inertText, timeText } from './wording.js';

/** The texts of the library, in English. */
export function englishTexts(productName: string): Pick<MailTexts, keyof MailTexts> {
  const notYou: MailPart = {
    paragraph: 'If it was not you, reset your password at once: your account may be in the hands of another person.',
  };
  const changed = (subject: string, sentence: string, facts: AccountFacts) =>
    mailDocument(subject, [hello(facts), { paragraph: sentence }, originOf(facts), notYou]);
  return {
    passwordReset: (facts) =>
      mailDocument(`Reset your ${productName} password`, [
        hello(facts),
        { paragraph: `A new password was requested for your ${productName} account.` },
        ...secretParts(facts, 'Choose a new password'),
        originOf(facts),
        { small: 'If you did not ask for it, ignore this mail. Your password stays as it is.' },
      ]),
    unknownAddress: ({ link, ...facts }) =>
      mailDocument(`No ${productName} account has this e-mail address`, [
        {
          paragraph: `A new password was requested for the ${productName} account of this e-mail address. There is no such account.`,
        },
        originOf(facts),
        { paragraph: 'If it was you, try the other addresses that you use, or make an account.' },
        { link, label: `Go to ${productName}` },
        { small: 'If it was not you, ignore this mail.' },
      ]),
    emailVerification: (facts) =>
      mailDocument(`Verify your e-mail address for ${productName}`, [
        hello(facts),
        { paragraph: `Please confirm that this e-mail address belongs to your ${productName} account.` },
        ...secretParts(facts, 'Verify the address'),
        { small: 'If you have no such account, ignore this mail.' },
      ]),
    emailChange: (facts) =>
      mailDocument(`Confirm your new e-mail address for ${productName}`, [
        hello(facts),
        { paragraph: `Please confirm that your ${productName} account should use this e-mail address.` },
        ...secretParts(facts, 'Use this address'),
        originOf(facts),
        { small: 'If you did not ask for it, ignore this mail. Nothing changes.' },
      ]),
    emailChangeNotice: ({ newEmail, link, linkLifetimeSeconds, ...facts }) =>
      mailDocument(`The e-mail address of your ${productName} account is being changed`, [
        hello(facts),
        { paragraph: `A change of your e-mail address to ${inertText(newEmail)} was requested.` },
        originOf(facts),
        { paragraph: 'If it was not you, undo the change. All devices are then signed out.' },
        { link, label: 'Undo the change' },
        { small: `The link is valid for ${durationText(linkLifetimeSeconds)}.` },
      ]),
    emailChanged: ({ newEmail, ...facts }) =>
      changed(
        `The e-mail address of your ${productName} account was changed`,
        `Your account now uses the e-mail address ${inertText(newEmail)}.`,
        facts,
      ),
    passwordChanged: (facts) =>
      changed(`Your ${productName} password was changed`, 'The password of your account was changed.', facts),
    usernameChanged: ({ from, ...facts }) =>
      changed(
        `Your ${productName} username was changed`,
        `Your username was changed from ${inertText(from)} to ${inertText(facts.username)}.`,
        facts,
      ),
    signInMethodChanged: ({ change, method, ...facts }) =>
      changed(
        `A sign-in method of your ${productName} account was ${change}`,
        `A way to sign in to your account was ${change}: ${inertText(method)}.`,
        facts,
      ),
    duplicateRegistration: ({ link, ...facts }) =>
      mailDocument(`You already have a ${productName} account`, [
        hello(facts),
        { paragraph: `This e-mail address was entered for another ${productName} account, and it belongs to yours.` },
        originOf(facts),
        { paragraph: 'If it was you, sign in with your username. There you can also reset your password.' },
        { link, label: 'Sign in' },
        { small: 'If it was not you, ignore this mail. Your account is unchanged.' },
      ]),
    deletionScheduled: ({ deleteAfter, link, ...facts }) =>
      mailDocument(`Your ${productName} account will be deleted`, [
        hello(facts),
        { paragraph: `Your account will be deleted after ${timeText(deleteAfter)}. All devices were signed out.` },
        originOf(facts),
        { paragraph: 'If you want to keep the account, sign in before that time.' },
        { link, label: 'Sign in' },
      ]),
    invitation: ({ invitedBy, link, linkLifetimeSeconds }) =>
      mailDocument(`Your invitation to ${productName}`, [
        {
          paragraph:
            invitedBy === null
              ? `You are invited to ${productName}.`
              : `${inertText(invitedBy)} invites you to ${productName}.`,
        },
        { link, label: 'Accept the invitation' },
        { small: `The link is valid for ${durationText(linkLifetimeSeconds)}.` },
      ]),
  };
}

function hello({ username }: AccountFacts): MailPart {
  return { paragraph: `Hello ${inertText(username)},` };
}

function secretParts({ link, linkLifetimeSeconds, code, codeLifetimeSeconds }: SecretFacts, label: string): MailPart[] {
  return [
    { link, label },
    { code, label: 'Or type this code' },
    {
      small:
        `The link is valid for ${durationText(linkLifetimeSeconds)} and the code for ${durationText(codeLifetimeSeconds)}. ` +
        'Give neither to another person.',
    },
  ];
}

function originOf({ at, origin }: Pick<AccountFacts, 'at' | 'origin'>): MailPart {
  return {
    list: [
      ['Time', timeText(at)],
      ['Address', origin.address ?? 'unknown'],
      ['Browser', browserNameOf(origin.userAgent) ?? 'unknown'],
    ],
  };
}
