import type { MailTexts } from '@portcullis/accounts';

/** A username may contain markup. */
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

export const texts: Partial<MailTexts> = {
  passwordReset: ({ username, link, code }) => ({
    subject: 'Ein neues Passwort für Acme Shop',
    text: `Hallo ${username},\n\nneues Passwort: ${link}\n\noder mit dem Code ${code}\n`,
    html: `<!doctype html><p>Hallo ${escaped(username)},</p>
      <p><a href="${link}">Neues Passwort wählen</a></p><p>oder mit dem Code ${code}</p>`,
  }),
};
