// A value on its way in: shown only while a button is held, taken from a dropped file, and forgotten when the page is left.
const mostBytes = 2 * 1024 * 1024;

export function helpWithValues(field) {
  const value = field.querySelector('textarea');
  const tell = document.createElement('span');
  tell.className = 'hint';
  tell.setAttribute('role', 'status');

  const beside = document.createElement('div');
  beside.className = 'beside';
  beside.append(holdButton(value), tell);
  value.after(beside);

  value.addEventListener('dragover', event => {
    event.preventDefault();
    value.classList.add('dropping');
  });
  value.addEventListener('dragleave', () => value.classList.remove('dropping'));
  value.addEventListener('drop', async event => {
    value.classList.remove('dropping');
    const [file] = event.dataTransfer.files;
    if (!file) {
      return;
    }

    event.preventDefault();
    tell.textContent = await take(file, value);
  });

  // Neither the way back nor a restored tab finds it again.
  addEventListener('pagehide', () => { value.value = ''; });
  addEventListener('pageshow', event => { if (event.persisted) { value.value = ''; } });
}

async function take(file, value) {
  if (file.size > mostBytes) {
    return 'The file is too large for a value.';
  }

  try {
    value.value = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer());
    return '';
  } catch {
    return 'The file is not UTF-8 text. Encode it, for example with base64.';
  }
}

function holdButton(value) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'small';
  button.textContent = 'Show while held';
  const show = isShown => value.classList.toggle('shown', isShown);
  button.addEventListener('pointerdown', () => show(true));
  for (const end of ['pointerup', 'pointerleave', 'pointercancel', 'blur', 'keyup']) {
    button.addEventListener(end, () => show(false));
  }

  button.addEventListener('keydown', event => {
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      show(true);
    }
  });
  return button;
}
