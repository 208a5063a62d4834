// Asks the service about a name while it is typed: the rule is in one place. In a body, since what is typed into the
// wrong field must not come into an address.
const pause = 250;

export function checkNames(input) {
  const tell = document.createElement('p');
  tell.className = 'hint';
  tell.setAttribute('role', 'status');
  const take = document.createElement('button');
  take.type = 'button';
  take.className = 'small';
  take.hidden = true;
  const beside = document.createElement('div');
  beside.className = 'beside';
  beside.append(tell, take);
  input.after(beside);

  const show = problem => {
    tell.textContent = problem?.message ?? '';
    take.hidden = !problem?.suggestion;
    take.textContent = problem?.suggestion ? `Use ${problem.suggestion}` : '';
    take.value = problem?.suggestion ?? '';
    input.setAttribute('aria-invalid', problem ? 'true' : 'false');
  };

  let timer;
  const check = async () => {
    const asked = input.value.trim();
    if (asked === '') {
      show(null);
      return;
    }

    const body = new URLSearchParams({ name: asked, 'anti-forgery': input.form.elements['anti-forgery'].value });
    const answer = await fetch('/ui/secrets/name-check', { method: 'POST', body });
    if (answer.ok && input.value.trim() === asked) {
      show(answer.status === 204 ? null : await answer.json());
    }
  };

  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(check, pause);
  });
  take.addEventListener('click', () => {
    input.value = take.value;
    show(null);
    input.focus();
  });
}
