// @ts-check

/**
 * @param {string} path
 * @param {Readonly<Record<string, string>>} headers
 */
export function getRequest(path, headers = {}) {
  return head('GET', path, headers);
}

/**
 * @param {string} path
 * @param {Readonly<Record<string, string>>} form
 * @param {Readonly<Record<string, string>>} headers
 */
export function formRequest(path, form, headers = {}) {
  const body = new URLSearchParams(form).toString();
  const type = 'application/x-www-form-urlencoded';
  return head('POST', path, { ...headers, 'Content-Type': type, 'Content-Length': String(body.length) }) + body;
}

/**
 * @param {string} method
 * @param {string} path
 * @param {Readonly<Record<string, string>>} headers
 */
function head(method, path, headers) {
  const lines = Object.entries({ Host: '127.0.0.1', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}
