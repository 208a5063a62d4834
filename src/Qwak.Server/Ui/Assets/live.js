// More of a page as it comes: the server renders and escapes it as it does the page.
import { showLocalTimes } from './times.js';

const most = 5000;

// Follows at once, or when a button is pressed.
export function offerFollowing(target) {
  const button = document.createElement('button');
  button.type = 'button';
  const tell = document.createElement('span');
  tell.setAttribute('role', 'status');
  tell.className = 'quiet';
  const beside = document.createElement('div');
  beside.className = 'beside';
  beside.append(button, tell);
  (target.closest('.table') ?? target).before(beside);

  let source;
  const show = words => {
    button.textContent = source ? 'Stop following' : 'Follow live';
    tell.textContent = words;
  };
  const stop = words => {
    source?.close();
    source = undefined;
    show(words);
  };
  const start = () => {
    source = new EventSource(target.dataset.live);
    source.addEventListener('message', event => add(target, event.data));
    source.addEventListener('end', () => {
      stop('It has ended.');
      button.hidden = true;
    });
    source.addEventListener('error', () => {
      if (source?.readyState === EventSource.CLOSED) {
        stop('');
        whyNot(target.dataset.live).then(words => { tell.textContent = words; });
      }
    });
    show('What comes is shown at once.');
  };
  button.addEventListener('click', () => (source ? stop('') : start()));
  addEventListener('pagehide', () => source?.close());
  show('');
  if ('liveAtOnce' in target.dataset) {
    target.scrollTop = target.scrollHeight;
    start();
  }
}

// A stream that was refused has a page that says why; the browser keeps it from the events.
async function whyNot(address) {
  const look = new AbortController();
  try {
    const answer = await fetch(address, { signal: look.signal });
    if (answer.status === 429 || answer.status === 503) {
      return new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main p').textContent;
    }
  } catch {
    // What follows is said of this, too.
  } finally {
    look.abort();
  }

  return 'Nothing more comes: load the page again.';
}

function add(target, html) {
  const isBelow = target.dataset.livePlace === 'beforeend';
  const isAtEnd = target.scrollHeight - target.scrollTop - target.clientHeight < 40;
  target.insertAdjacentHTML(target.dataset.livePlace, html);
  while (target.childElementCount > most) {
    (isBelow ? target.firstElementChild : target.lastElementChild).remove();
  }

  showLocalTimes(target);
  if (isBelow && isAtEnd) {
    target.scrollTop = target.scrollHeight;
  }
}

// Sends a form and shows each piece of the answer in place of the one before.
export function showPieces(form) {
  form.addEventListener('submit', async event => {
    event.preventDefault();
    const [button, result] = [form.querySelector('button'), document.getElementById(form.dataset.pieces)];
    button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)), headers: { accept: 'text/event-stream' } });
      if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) {
        if (answer.redirected) {
          location.reload();
          return;
        }

        // A page that says why not.
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        result.replaceChildren(...page.querySelector('main').childNodes);
        return;
      }

      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        const pieces = (rest + read.value).split('\n\n');
        rest = pieces.pop();
        for (const piece of pieces) {
          result.innerHTML = piece.split('\n').map(line => line.slice('data: '.length)).join('\n');
        }
      }
    } catch {
      result.textContent = 'The answer broke off. Try again.';
    } finally {
      button.disabled = false;
    }
  });
}
