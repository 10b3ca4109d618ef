export { createSecuredDocument, type SecuredDocumentOptions } from './openapi/secured-document.js';
