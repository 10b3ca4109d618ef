const token = new URLSearchParams(location.hash.slice(1)).get('token');
history.replaceState(null, '', location.pathname); // the token stays out of the history

const form = document.querySelector('form');
const status = document.querySelector('[role=status]');

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void setPassword();
});

async function setPassword() {
  const response = await fetch('/password/reset', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token, new_password: form.elements.password.value }),
  });
  status.textContent = response.ok ? 'Your password is set. Please sign in.' : await sentenceOf(response);
}

async function sentenceOf(response) {
  const { code, detail, errors } = await response.json();
  if (code === 'invalid_secret') {
    return 'This link was used already, or is too old. Please ask for a new one.';
  }
  return errors ? `Please choose another password: ${errors[0].detail}` : detail; // the link still works
}
