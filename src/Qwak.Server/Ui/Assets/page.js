// Everything works without these; they only make it quicker. What a page has no place for does nothing.
import { showLocalTimes } from './times.js';
import { filterAsTyped } from './filter.js';
import { helpWithValues } from './value.js';
import { checkNames } from './name.js';
import { offerCopies } from './copy.js';
import { searchOn } from './search.js';
import { offerFollowing, showPieces } from './live.js';

showLocalTimes(document);
filterAsTyped(document.querySelector('form[data-filter]'), showLocalTimes);
document.querySelectorAll('[data-value-field]').forEach(helpWithValues);
document.querySelectorAll('[data-name-check]').forEach(checkNames);
document.querySelectorAll('.snippet').forEach(offerCopies);
document.querySelectorAll('[data-live]').forEach(offerFollowing);
document.querySelectorAll('[data-search-on]').forEach(searchOn);
document.querySelectorAll('form[data-pieces]').forEach(showPieces);

for (const form of document.querySelectorAll('form[data-confirm]')) {
  const button = form.querySelector('button');
  const typed = form.querySelector('[name=confirmation]');
  const compare = () => { button.disabled = typed.value.trim() !== form.dataset.confirm; };
  typed.addEventListener('input', compare);
  compare();
}
