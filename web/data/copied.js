// Puts text on the clipboard and says so on the button; over plain HTTP in an office network there is no clipboard object.
async function copied(button, text) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
  } else {
    const carrier = document.createElement('textarea');
    carrier.value = text;
    document.body.append(carrier);
    carrier.select();
    document.execCommand('copy');
    carrier.remove();
    button.focus();
  }
  const name = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = name; }, 1500);
}
