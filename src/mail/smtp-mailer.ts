// Loaded only if there is a mail server, as it loads nodemailer.
export { SmtpMailer } from '@portcullis/accounts/smtp';
