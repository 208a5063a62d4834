// The server searches a part of a log at once: goes on by itself until there are lines enough, or the log ends.
const most = 200;

export async function searchOn(nav) {
  const found = document.getElementById(nav.dataset.searchOn);
  const tell = document.createElement('span');
  tell.className = 'quiet';
  tell.textContent = 'Searching on…';
  nav.before(tell);
  try {
    for (let next = nav; next && found.querySelectorAll('li').length < most;) {
      const answer = await fetch(next.querySelector('a').href);
      if (!answer.ok || answer.redirected) {
        break;
      }

      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const [more, list] = [page.getElementById(found.id), found.querySelector('ol')];
      if (list && more.querySelector('ol')) {
        list.append(...more.querySelectorAll('li'));
      } else if (!list) {
        found.replaceChildren(...more.childNodes);
      }

      next = page.querySelector('[data-search-on]');
      nav.replaceChildren(...(next?.cloneNode(true).childNodes ?? []));
    }
  } catch {
    // The link is still there.
  } finally {
    tell.remove();
  }
}
