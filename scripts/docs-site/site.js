// Until a reader opens or closes sections of the sidebar, the first pages to read are shown.
try {
  if (localStorage.getItem('tsd-accordion-Start') === null)
    localStorage.setItem('tsd-accordion-Start', 'true');
} catch {}
