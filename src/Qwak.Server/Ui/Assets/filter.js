// Sends the filter form while it is typed, and puts the results of the answered page in place of those shown.
const pause = 200;

export function filterAsTyped(form, onResults) {
  if (!form) {
    return;
  }

  let timer;
  let request = new AbortController();
  const apply = async () => {
    request.abort();
    request = new AbortController();
    const given = [...new FormData(form)].filter(([, value]) => value !== '');
    const address = `${form.getAttribute('action')}?${new URLSearchParams(given)}`;
    try {
      const answer = await fetch(address, { signal: request.signal });
      if (!answer.ok || answer.redirected) {
        location.assign(address);
        return;
      }

      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const results = page.getElementById(form.dataset.filter);
      onResults(results);
      document.getElementById(form.dataset.filter).replaceWith(results);
      history.replaceState(null, '', address);
    } catch (error) {
      if (error.name !== 'AbortError') {
        location.assign(address);
      }
    }
  };

  form.querySelector('button').hidden = true;
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(apply, pause);
  });
  form.addEventListener('submit', event => {
    event.preventDefault();
    clearTimeout(timer);
    apply();
  });
}
