// Until a reader opens or closes sections of the sidebar, the first pages to read are shown.
try {
  if (localStorage.getItem('tsd-accordion-Start') === null)
    localStorage.setItem('tsd-accordion-Start', 'true');
} catch {}

// A search result is an option of a list, and a link inside an option is not announced: the option itself opens the page.
const results = document.getElementById('tsd-search-results');
if (results) new MutationObserver(openByOption).observe(results, { childList: true });

function openByOption() {
  for (const link of results.querySelectorAll('a[href]')) {
    const { href } = link;
    link.removeAttribute('href');
    link.removeAttribute('tabindex');
    link.addEventListener('click', ({ ctrlKey, metaKey }) => {
      if (ctrlKey || metaKey) window.open(href);
      else location.assign(href);
    });
  }
}
