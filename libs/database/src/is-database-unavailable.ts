export { isDatabaseUnavailable } from '@portcullis/auth';
