// For applications with nodemailer.
export { SmtpMailer } from './smtp/smtp.mailer.js';
export type { SmtpMailerOptions } from './smtp/smtp.options.js';
