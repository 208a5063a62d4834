// A button that copies a snippet.
export function offerCopies(snippet) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'small';
  button.textContent = 'Copy';
  const title = snippet.querySelector('h3');
  button.setAttribute('aria-label', `Copy: ${title.textContent}`);
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(snippet.querySelector('code').textContent);
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  });
  const head = document.createElement('div');
  head.className = 'snippet-head';
  title.replaceWith(head);
  head.append(title, button);
}
