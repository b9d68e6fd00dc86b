// Search as you type, and choose without pressing a button: the page is asked for again and its results put in place.
(() => {
  const form = document.querySelector('form[data-live]');
  if (form) {
    const held = document.getElementById(form.dataset.live);
    document.documentElement.classList.add('live');
    let waiting, running;

    const address = () => {
      const asked = new URLSearchParams();
      const columns = [...form.querySelectorAll('[name=col]')];
      for (const [name, value] of new FormData(form)) {
        if (value && name !== 'col') asked.append(name, value);
      }
      if (columns.some((box) => box.checked !== box.defaultChecked) || new URLSearchParams(location.search).has('col')) {
        columns.filter((box) => box.checked).forEach((box) => asked.append('col', box.value));
      }
      return `${form.action}?${asked}`;
    };

    const show = async (target, kept) => {
      running?.abort();
      running = new AbortController();
      held.setAttribute('aria-busy', 'true');
      try {
        const reply = await fetch(target, { signal: running.signal });
        const told = new DOMParser().parseFromString(await reply.text(), 'text/html');
        const fresh = told.getElementById(held.id);
        if (!fresh) { location.assign(target); return; }
        const open = [...held.querySelectorAll('details')].map((each) => each.open);
        const focused = document.activeElement?.closest?.(`#${held.id} input`);
        const at = focused && [focused.name, focused.value];
        held.replaceChildren(...fresh.childNodes);
        const groups = [...held.querySelectorAll('details')];
        if (groups.length === open.length) groups.forEach((each, place) => { each.open = open[place]; });
        if (at) [...held.querySelectorAll('input')].find((each) => each.name === at[0] && each.value === at[1])?.focus();
        document.title = told.title;
        if (kept) history.replaceState(null, '', target); else history.pushState(null, '', target);
        held.setAttribute('aria-busy', 'false');
      } catch (fault) {
        if (fault.name !== 'AbortError') location.assign(target);
      }
    };

    form.querySelector('[type=search]').addEventListener('input', (event) => {
      clearTimeout(waiting);
      if (!event.isComposing) waiting = setTimeout(() => show(address(), true), 250);
    });
    form.querySelector('[type=search]').addEventListener('compositionend', () => show(address(), true));
    form.addEventListener('change', (event) => { if (event.target.type === 'checkbox') show(address(), false); });
    form.addEventListener('submit', (event) => { event.preventDefault(); clearTimeout(waiting); show(address(), false); });
    addEventListener('popstate', () => location.reload());
  }

  // What says nothing does not stand in the address.
  document.querySelectorAll('form.choices').forEach((form) => form.addEventListener('formdata', ({ formData }) => {
    for (const [name, value] of [...formData]) if (!value) formData.delete(name);
  }));

  // A name is completed from all that there are; without a script, from the first of them.
  document.querySelectorAll('input[data-complete]').forEach((input) => {
    let waiting;
    const offer = async () => {
      const target = new URL(input.dataset.complete, document.baseURI);
      new FormData(input.form).getAll('body').forEach((body) => target.searchParams.append('body', body));
      target.searchParams.set('q', input.value);
      const reply = await fetch(target);
      if (!reply.ok) return;
      input.list.replaceChildren(...(await reply.json()).map((name) => Object.assign(document.createElement('option'), { value: name })));
    };
    input.addEventListener('input', (event) => {
      clearTimeout(waiting);
      if (!event.isComposing) waiting = setTimeout(offer, 200);
    });
  });

  // Moments in the reader's own time; an answer is copied or shared.
  document.querySelectorAll('time[data-local]').forEach((each) => {
    each.textContent = new Date(each.dateTime).toLocaleString(document.documentElement.lang);
  });
  const own = location.origin + location.pathname;
  const acts = {
    copyText: (button) => copied(button, `${document.getElementById('copy-text').textContent}\n${own}`),
    copyLink: (button) => copied(button, own),
    share: () => navigator.share({ title: document.title, url: own }).catch(() => {}),
  };
  for (const [act, run] of Object.entries(acts)) {
    const button = document.querySelector(`[data-${act.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)}]`);
    if (!button || (act === 'share' && !navigator.share)) continue;
    button.hidden = false;
    button.addEventListener('click', () => run(button));
  }

  // The framed cell is brought into sight.
  document.querySelectorAll('.sheet img[data-top]').forEach((image) => {
  const centre = () => {
    const sheet = image.closest('.sheet');
    const scale = 2 * image.clientHeight / image.naturalHeight; // drawn at two pixels to the point
    sheet.scrollTop = scale * image.dataset.top - sheet.clientHeight / 2;
    sheet.scrollLeft = scale * image.dataset.left - sheet.clientWidth / 2;
  };
  if (image.complete && image.naturalWidth) centre(); else image.addEventListener('load', centre);
  });

  // What is out of sight comes when the rest is there: who prints the page prints its pictures too.
  window.addEventListener('load', () => [...document.images].slice(0, 12).forEach((image) => { image.loading = 'eager'; }));
})();
