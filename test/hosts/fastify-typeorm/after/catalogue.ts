declare module '@portcullis/auth' {
  interface Catalogue {
    roles: 'editors';
    scopes: 'reports:read' | 'reports:write';
  }
}

export {};
