import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';

interface Tab {
  readonly id: string;
  readonly label: string;
  readonly panel: ComponentType;
}

/** Tabs as the ARIA Authoring Practices describe them: arrow keys, Home and End move between tabs. */
export function Tabs({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }) {
  const chosen = useSignal(tabs[0]!.id);
  const shown = tabs.find(({ id }) => id === chosen.value) ?? tabs[0]!;
  const move = (event: KeyboardEvent) => {
    const at = tabs.indexOf(shown);
    const last = tabs.length - 1;
    const targets: Record<string, number> = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowLeft: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    };
    const target = tabs[targets[event.key] ?? -1];
    if (target === undefined) return;
    event.preventDefault();
    chosen.value = target.id;
    document.getElementById(`tab-${target.id}`)?.focus();
  };
  const Panel = shown.panel;
  return (
    <section class="tabs">
      <div role="tablist" aria-label={label}>
        {tabs.map(({ id, label }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={id === shown.id}
            aria-controls="tab-panel"
            tabIndex={id === shown.id ? 0 : -1}
            onClick={() => {
              chosen.value = id;
            }}
            onKeyDown={move}
          >
            {label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${shown.id}`}>
        <Panel />
      </div>
    </section>
  );
}
