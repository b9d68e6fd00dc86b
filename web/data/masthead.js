// Keeps the page's language, its address and its one set of keys; runs once for the masthead.
const viewed = (place) => element.querySelector('.masthead')?.dataset.views.split(',')[place] ?? '';

watch('value', () => {
  const head = element.querySelector('.masthead');
  if (!head) return;
  document.documentElement.lang = head.dataset.lang;
  document.title = head.querySelector('h1').textContent;
});

// An address with ?q= asks: once, when the box is there, and a reload does not ask again.
const wanted = new URLSearchParams(location.search).get('q');
if (wanted?.trim()) {
  const asking = setInterval(() => {
    const box = document.querySelector('#question textarea');
    const button = document.querySelector('#question .submit-button');
    if (!box || !button || !document.querySelector('#welcome .welcome')) return;
    clearInterval(asking);
    const address = new URL(location.href);
    address.searchParams.delete('q');
    history.replaceState(null, '', address);
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(box, wanted.trim().slice(0, 300));
    box.dispatchEvent(new Event('input', { bubbles: true }));
    setTimeout(() => button.click(), 50);
  }, 100);
}

document.addEventListener('click', (event) => {
  const tab = event.target.closest('#views > .tab-wrapper [role=tab], #views [role=tablist] [role=tab]');
  if (!tab) return;
  const place = [...tab.parentElement.querySelectorAll('[role=tab]')].indexOf(tab);
  const address = new URL(location.href);
  address.searchParams.set('view', viewed(place));
  history.replaceState(null, '', address);
  element.querySelectorAll('.languages a').forEach((link) => {
    const target = new URL(link.href);
    target.searchParams.set('view', viewed(place));
    link.href = target.search;
  });
});

document.addEventListener('keydown', (event) => {
  const shown = (selector) => [...document.querySelectorAll(selector)].find((each) => each.offsetParent);
  const typing = event.target.closest('input, textarea');
  if (event.key === '/' && !typing) {
    shown('#caller textarea, #question textarea')?.focus();
    event.preventDefault();
    return;
  }
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const keys = {
    KeyN: '#ring',
    KeyS: '#call [data-copy=script]',
    KeyC: '#call [data-copy=citation]',
    KeyT: '#call [data-copy=ticket]',
    KeyO: '#call [data-citation]',
  };
  let button = keys[event.code] && shown(keys[event.code]);
  if (/^Digit[1-9]$/.test(event.code)) {
    const options = [...document.querySelectorAll('#call [data-ask], #live [data-ask], #follow [data-ask]')];
    button = options.filter((each) => each.offsetParent)[Number(event.code.slice(5)) - 1];
  }
  if (button) {
    button.focus();
    button.click();
    if (button.id === 'ring') shown('#caller textarea')?.focus();
    event.preventDefault();
  }
});

// What a picker holds gives way to what is typed into it: it is chosen with the click that opens it.
let entered = null;
document.addEventListener('focusin', (event) => { entered = event.target.closest('#picking input'); });
document.addEventListener('click', (event) => {
  if (entered && event.target === entered) entered.select();
  entered = null;
});
// A picker narrows its list as keys go down, which is before an input method has put its letters in.
for (const arrived of ['input', 'compositionend']) {
  document.addEventListener(arrived, (event) => {
    const box = event.target.closest('#picking input');
    if (box && !event.isComposing) box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Unidentified', bubbles: true }));
  });
}

// Gradio tells a fault, and that the server is gone, in English whatever the reader's language.
new MutationObserver(() => {
  const head = element.querySelector('.masthead');
  const toasts = head && document.querySelector('.toast-wrap');
  if (!toasts) return;
  const texts = document.createTreeWalker(toasts, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const said = texts.currentNode.data.trim();
    const ours = said === 'Error' ? head.dataset.fault : said.startsWith('Connection to the server was lost') && head.dataset.lost;
    if (ours) texts.currentNode.data = ours;
  }
}).observe(document.body, { childList: true, characterData: true, subtree: true });
