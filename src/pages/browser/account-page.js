import { post } from './post.js';
import { addShowButtons, hidePasswords } from './show-password.js';
import { clearProblems, tellProblem } from './problems.js';

const progress = document.querySelector('#progress');

/** What the user has typed, by the name of the field: it goes with the user from one section to another. */
const typed = new Map();

/** The secret of the link. */
let token;
let isSending = false;

/** Sends nothing: mail scanners open links and run their scripts. */
function open() {
  token = new URLSearchParams(location.hash.slice(1)).get('token')?.trim();
  // The address bar, the history and screenshots are no places for a secret.
  history.replaceState(null, '', location.pathname + location.search);
  show(token ? 'link' : 'no-link');
}

/** Shows one section and returns its heading. */
function show(name, note = '') {
  for (const section of document.querySelectorAll('section')) {
    section.hidden = section.dataset.name !== name;
  }
  const shown = document.querySelector('section:not([hidden])');
  shown.querySelector('.note').textContent = note;
  for (const input of shown.querySelectorAll('input')) {
    input.value = typed.get(input.name) ?? '';
  }
  const heading = shown.querySelector('h1');
  document.title = `${heading.textContent} – Portcullis`;
  return heading;
}

/** Ignores a second click while the first is on its way. */
async function sendOnce(form) {
  if (isSending) {
    return;
  }
  isSending = true;
  form.ariaBusy = 'true';
  try {
    await send(form);
  } finally {
    form.ariaBusy = 'false';
    isSending = false;
  }
}

async function send(form) {
  const { route, sendsToken, next, note, onInvalidSecret } = form.dataset;
  clearProblems(form);
  hidePasswords(form);
  progress.textContent = 'Please wait.';
  const answer = await post(route, { ...(sendsToken === 'true' && { token }), ...valuesOf(form) });
  progress.textContent = '';
  if (answer.isSuccess) {
    if (next === 'done') {
      forget();
    }
    show(next, note).focus();
  } else if (answer.code === 'invalid_secret' && onInvalidSecret !== '') {
    show(onInvalidSecret).focus();
  } else {
    tellProblem(form, answer);
  }
}

/** Keyboards and copying add white space to an address or a code. In a password it counts. */
function valuesOf(form) {
  const inputs = [...form.querySelectorAll('input')];
  return Object.fromEntries(
    inputs.map(({ name, value, autocomplete }) => [name, autocomplete === 'new-password' ? value : value.trim()]),
  );
}

function forget() {
  token = undefined;
  typed.clear();
  document.querySelectorAll('form').forEach((form) => form.reset());
}

document.addEventListener('input', ({ target }) => typed.set(target.name, target.value));

document.addEventListener('submit', (event) => {
  event.preventDefault();
  void sendOnce(event.target);
});

for (const link of document.querySelectorAll('[data-show]')) {
  link.addEventListener('click', () => show(link.dataset.show).focus());
}

addEventListener('hashchange', open);
addShowButtons();
open();
