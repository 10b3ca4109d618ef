import { describe, expect, it } from '@jest/globals';
import type { MailContent } from '../mail/mail.js';
import type { AccountFacts } from './mail-facts.js';
import { englishTexts } from './english-texts.js';

const USER_AGENT = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
const FACTS: AccountFacts = {
  username: 'alice',
  at: Date.UTC(2026, 10, 30, 18, 50),
  origin: { address: '192.0.2.7', userAgent: USER_AGENT, requestId: 'r-1' },
};
const LINK = 'https://app.example.com/x#token=abc_DEF-1&b=2';
const CODE = 'WDJB-MJHT';
const SECRET = { link: LINK, linkLifetimeSeconds: 3_600, code: CODE, codeLifetimeSeconds: 600 };
const UNDO = { link: LINK, linkLifetimeSeconds: 7 * 86_400 };

/** Every mail, by the facts that all of them have. */
function mailsOf(facts: AccountFacts, productName = 'Acme'): Record<string, MailContent> {
  const texts = englishTexts(productName);
  const { username } = facts;
  return {
    passwordReset: texts.passwordReset({ ...facts, ...SECRET }),
    unknownAddress: texts.unknownAddress({ at: facts.at, origin: facts.origin, link: LINK }),
    emailVerification: texts.emailVerification({ ...facts, ...SECRET }),
    emailChange: texts.emailChange({ ...facts, ...SECRET }),
    emailChangeNotice: texts.emailChangeNotice({ ...facts, ...UNDO, newEmail: `${username}@new.example` }),
    emailChanged: texts.emailChanged({ ...facts, newEmail: `${username}@new.example` }),
    passwordChanged: texts.passwordChanged(facts),
    usernameChanged: texts.usernameChanged({ ...facts, from: username }),
    signInMethodChanged: texts.signInMethodChanged({ ...facts, change: 'added', method: `the passkey “${username}”` }),
    duplicateRegistration: texts.duplicateRegistration({ ...facts, link: LINK }),
    deletionScheduled: texts.deletionScheduled({ ...facts, link: LINK, deleteAfter: Date.UTC(2026, 11, 30) }),
    invitation: texts.invitation({ ...UNDO, invitedBy: username }),
  };
}

const NAMES = Object.keys(mailsOf(FACTS));
const WITH_CODE = ['passwordReset', 'emailVerification', 'emailChange'];
const WITH_LINK = [
  ...WITH_CODE,
  'emailChangeNotice',
  'duplicateRegistration',
  'deletionScheduled',
  'invitation',
  'unknownAddress',
];

const count = (text: string, part: string) => text.split(part).length - 1;

describe('the English texts', () => {
  it('have a function for every mail', () => {
    expect(NAMES.toSorted()).toEqual(Object.keys(englishTexts('Acme')).toSorted());
  });

  it.each(NAMES)('name the product in one line of subject: %s', (name) => {
    const { subject, text, html } = mailsOf(FACTS)[name]!;
    expect(subject).toMatch(/^[^\p{Cc}]*\bAcme\b[^\p{Cc}]*$/u);
    expect(text).not.toMatch(/undefined|null|\[object/);
    expect(html).not.toMatch(/undefined|null|\[object/);
  });

  it.each(NAMES)('have the link and the code once, in the text and in the HTML: %s', (name) => {
    const { text, html } = mailsOf(FACTS)[name]!;
    const [links, codes] = [WITH_LINK, WITH_CODE].map((names) => (names.includes(name) ? 1 : 0));
    expect([count(text, LINK), count(text, 'https:'), count(text, CODE)]).toEqual([links, links, codes]);
    const escaped = LINK.replace('&', '&amp;');
    expect([count(html, escaped), count(html, 'https:'), count(html, CODE)]).toEqual([links, links, codes]);
  });

  it.each(NAMES.filter((name) => !['emailVerification', 'invitation'].includes(name)))(
    'say when and from where: %s',
    (name) => {
      const { text, html } = mailsOf(FACTS)[name]!;
      for (const fact of ['Time: 2026-11-30 18:50 UTC', 'Address: 192.0.2.7', 'Browser: Firefox on Windows']) {
        expect(text).toContain(fact);
        expect(html).toContain(fact);
      }
    },
  );

  it('say how long the link and the code are valid', () => {
    const { text } = mailsOf(FACTS)['passwordReset']!;
    expect(text).toContain('The link is valid for 60 minutes and the code for 10 minutes.');
    expect(mailsOf(FACTS)['invitation']!.text).toContain('valid for 7 days.');
  });

  it.each(NAMES)('load nothing and run nothing: %s', (name) => {
    expect(mailsOf(FACTS)[name]!.html).not.toMatch(/<(?:img|script|link|iframe|form|table)\b|url\(|@import/i);
  });

  describe('of a hostile username', () => {
    const HOSTILE = [
      '<a href="https://evil.example">click</a>',
      '"><script>alert(1)</script>',
      "' onmouseover='alert(1)",
      'Visit https://evil.example/now',
      'www.evil.example',
      'mail evil@evil.example',
      'a\r\nBcc: evil@evil.example\r\n\r\nText',
      '\u202Eevil\u2066',
      'x'.repeat(10_000),
    ];

    it.each(NAMES.flatMap((name) => HOSTILE.map((username) => [name, username])))(
      'hold no markup, no further link and no further line: %s, %p',
      (name, username) => {
        const plain = mailsOf(FACTS)[name]!;
        const facts = { ...FACTS, username, origin: { ...FACTS.origin, userAgent: `${username} ${USER_AGENT}` } };
        const { subject, text, html } = mailsOf(facts)[name]!;
        expect(subject).toBe(plain.subject);
        expect(text.split('\n')).toHaveLength(plain.text.split('\n').length);
        expect(html.match(/<\/?[a-z][^>]*>/g)).toEqual(plain.html.match(/<\/?[a-z][^>]*>/g));
        for (const body of [text, html]) {
          expect(body).not.toMatch(/evil\.example|evil@evil|www\.e|[\u202A-\u202E\u2066-\u2069]/);
          expect(count(body, 'https://')).toBe(count(plain.text, 'https://'));
          expect(body.length).toBeLessThan(10_000);
        }
      },
    );
  });

  it.each([
    [null, 'unknown'],
    ['<b>curl</b>/8', 'unknown'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
      'Safari on macOS',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
      'Chrome on Android',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 CriOS/140.0 Mobile/15E148 Safari/604.1',
      'Chrome on iOS',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
  ])('name known browsers only: %p', (userAgent, expected) => {
    const facts = { ...FACTS, origin: { ...FACTS.origin, userAgent } };
    expect(mailsOf(facts)['passwordChanged']!.text).toContain(`Browser: ${expected}\n`);
  });

  it('say that an address is unknown', () => {
    const facts = { ...FACTS, origin: { address: null, userAgent: null, requestId: null } };
    expect(mailsOf(facts)['passwordChanged']!.text).toContain('Address: unknown\nBrowser: unknown');
  });

  it('escape a product name with markup', () => {
    const { html } = mailsOf(FACTS, 'Tom & <Jerry>')['passwordReset']!;
    expect(html).toContain('Reset your Tom &amp; &lt;Jerry&gt; password');
  });
});
