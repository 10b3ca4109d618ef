/** Lets users see what they type into the fields of passwords. */
export function addShowButtons() {
  for (const button of document.querySelectorAll('button.show')) {
    button.addEventListener('click', () => setVisible(button, button.ariaPressed !== 'true'));
  }
}

/** Browsers remember what is typed into other fields. */
export function hidePasswords(form) {
  for (const button of form.querySelectorAll('button.show')) {
    setVisible(button, false);
  }
}

function setVisible(button, isVisible) {
  button.ariaPressed = String(isVisible);
  document.getElementById(button.getAttribute('aria-controls')).type = isVisible ? 'text' : 'password';
}
