import { MemorySessionStore } from '@portcullis/sessions';
import { OPTIONS } from '../../embedding/host.js';

export const settings = OPTIONS;

export const sessionStore = MemorySessionStore;
