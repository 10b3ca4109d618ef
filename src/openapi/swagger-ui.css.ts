/**
 * Takes away from Swagger UI what has no use here: its own bar, the choice among servers where there is one, links where there
 * are none, and in the Authorize dialog the fields for the credentials of an OAuth2 client, which this service does not ask for.
 */
export const SWAGGER_UI_CSS = `
  .swagger-ui .topbar,
  .swagger-ui .scheme-container .servers-title,
  .swagger-ui .scheme-container .servers,
  .swagger-ui .response-col_links,
  .swagger-ui .auth-container .scope-def,
  .swagger-ui .auth-container .wrapper:has(> label[for='password_type']),
  .swagger-ui .auth-container .wrapper:has(> label[for='client_id_password']),
  .swagger-ui .auth-container .wrapper:has(> label[for='client_secret_password']) { display: none }
`;
