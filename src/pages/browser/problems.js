const times = new Intl.RelativeTimeFormat('en');

export function clearProblems(form) {
  for (const input of form.querySelectorAll('input')) {
    input.ariaInvalid = null;
  }
  for (const element of form.querySelectorAll('.problem, .message')) {
    element.textContent = '';
  }
}

/** Tells a problem at the fields that it is about, and otherwise above the button. Moves the focus there. */
export function tellProblem(form, problem) {
  const ofFields = fieldProblems(form, problem);
  for (const [input, detail] of ofFields) {
    input.ariaInvalid = 'true';
    document.getElementById(`${input.id}-problem`).textContent = detail;
  }
  const message = form.querySelector('.message');
  message.textContent = ofFields.length > 0 ? '' : (ownText(form, problem) ?? usualText(problem));
  (form.querySelector('[aria-invalid="true"]') ?? message).focus();
}

function fieldProblems(form, { code, detail, errors = [] }) {
  const byName = errors.map((error) => [form.querySelector(`input[name="${error.pointer.slice(1)}"]`), error.detail]);
  const byCode = [form.querySelector(`input[data-problem="${code}"]`), detail];
  return [...byName, byCode].filter(([input]) => input);
}

/** What the page itself says of a problem. */
function ownText(form, { code }) {
  return form.querySelector(`template[data-problem="${code}"]`)?.content.textContent;
}

function usualText({ status, code, detail, retryAfter }) {
  if (status === 0) {
    return 'The service can’t be reached. Check your connection, then try again.';
  }
  if (status === 429) {
    return `Too many attempts. Try again ${timeIn(retryAfter)}.`;
  }
  if (code === 'mail_unavailable') {
    return 'The service can’t send mails at present. Please try again later.';
  }
  if (status === 503) {
    return `The service is busy. Please try again ${timeIn(retryAfter)}.`;
  }
  return status < 500 && detail ? `${detail}.` : 'The service has failed. Please try again later.';
}

function timeIn(seconds) {
  return seconds > 90 ? times.format(Math.ceil(seconds / 60), 'minute') : times.format(Math.max(1, seconds), 'second');
}
