import { policyTable } from './policy-table.js';

process.stdout.write(await policyTable());
