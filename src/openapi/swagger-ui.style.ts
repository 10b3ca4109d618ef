/**
 * Hides unused parts: the choice of a server if there is only one, the links if there are none, and the client credentials in the
 * Authorize dialog.
 */
const HIDDEN = `
.swagger-ui .scheme-container .servers-title,
.swagger-ui .scheme-container .servers,
.swagger-ui .response-col_links,
.swagger-ui .auth-container .scope-def,
.swagger-ui .auth-container .wrapper:has(> label[for='password_type']),
.swagger-ui .auth-container .wrapper:has(> label[for='client_id_password']),
.swagger-ui .auth-container .wrapper:has(> label[for='client_secret_password']) { display: none }
`;

/** Gives every text the contrast of WCAG 2.2, 1.4.3: at least 4.5 to 1. */
const CONTRAST = `
body { margin: 0; background: #fafafa }
html.dark-mode body { background: #1c2022 }

html:not(.dark-mode) .swagger-ui .info a,
html:not(.dark-mode) .swagger-ui .info a .url,
html:not(.dark-mode) .swagger-ui .scopes h2 a { color: #1b5fb0 }
html:not(.dark-mode) .swagger-ui .btn.authorize { color: #17714a; border-color: #17714a }
html:not(.dark-mode) .swagger-ui .btn.authorize svg { fill: #17714a }
html:not(.dark-mode) .swagger-ui .btn.cancel { color: #c22727; border-color: #c22727 }
html:not(.dark-mode) .swagger-ui .btn.execute { background: #1b66b8; border-color: #1b66b8 }
html:not(.dark-mode) .swagger-ui .opblock-post .opblock-summary-method { background: #17714a }
html:not(.dark-mode) .swagger-ui .opblock-get .opblock-summary-method { background: #1b66b8 }
html:not(.dark-mode) .swagger-ui .opblock-delete .opblock-summary-method { background: #c22727 }
html:not(.dark-mode) .swagger-ui .response-control-media-type__accept-message { color: #17714a }
html:not(.dark-mode) .swagger-ui .parameter__in,
html:not(.dark-mode) .swagger-ui .header-example,
html:not(.dark-mode) .swagger-ui .prop-format { color: #595959 }

html.dark-mode .swagger-ui .opblock .opblock-section-header .btn.try-out__btn.cancel { color: #ff8a8a; border-color: #ff8a8a }
html.dark-mode .swagger-ui .headers td,
html.dark-mode .swagger-ui .header-example { color: #e4e6e6 }

.swagger-ui .info .title small { background: #4f5763 }
.swagger-ui .info .title small.version-stamp { background: #3f6f00 }
.swagger-ui .info .title small pre { color: #fff }
.swagger-ui .download-contents { background: #4f5763 }
.swagger-ui .parameter__empty_value_toggle.disabled { opacity: 1 }
`;

const PHONES = `
@media (max-width: 640px) {
  .swagger-ui .opblock-tag { flex-wrap: wrap; justify-content: space-between }
  .swagger-ui .opblock-tag small { order: 1; flex: 1 0 100%; padding: 0 }
  .swagger-ui .opblock-section-header,
  .swagger-ui .response-controls { flex-wrap: wrap; gap: 8px }
  .swagger-ui select { max-width: 100% }
  .swagger-ui .responses-table { table-layout: fixed; width: 100% }
  .swagger-ui .response-col_status { width: 52px }
  .swagger-ui .headers { table-layout: fixed; width: 100% }
  .swagger-ui .headers td { overflow-wrap: anywhere }
  .swagger-ui .highlight-code code,
  .swagger-ui .curl code,
  .swagger-ui .microlight code { white-space: pre-wrap; overflow-wrap: anywhere }
  .swagger-ui .dialog-ux .modal-ux { min-width: 0; width: calc(100vw - 24px) }
}
`;

export const PAGE_STYLE = HIDDEN + CONTRAST + PHONES;
