// A conversation stands again when its page is loaded again. It is remembered by this tab alone, which forgets
// it when it is closed: others may use the machine. In the frame of another site there may be no storage.
// The calls of the desk are remembered beside the public conversation, and forgotten when the agent leaves.
const ofDesk = Boolean(element.closest('#desk-memory'));
const KEY = ofDesk ? 'budget-qa-calls' : 'budget-qa-turns';
const READY = ofDesk ? '#call .idle' : '#welcome .welcome';
let storage = null;
try { storage = window.sessionStorage; } catch (refused) { console.info('nothing is remembered here', refused.name); }

watch('value', () => {
  const turns = element.querySelector('[data-turns]')?.dataset.turns;
  if (storage && turns) storage.setItem(KEY, turns);
});

if (ofDesk) document.addEventListener('submit', (event) => { if (event.target.closest('.leave')) storage?.removeItem(KEY); });

const before = storage?.getItem(KEY) ?? '[]';
// An address that asks begins a conversation of its own.
if (before !== '[]' && !new URLSearchParams(location.search).get('q')?.trim()) {
  const waiting = setInterval(() => {
    if (!document.querySelector(READY)) return;
    clearInterval(waiting);
    trigger('recall', { turns: JSON.parse(before) });
  }, 50);
}
