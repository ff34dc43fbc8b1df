import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

/** A part of the panel that computes only while it is open. */
export function Section({
  title,
  open,
  children,
}: {
  readonly title: string;
  readonly open: Signal<boolean>;
  readonly children: ComponentChildren;
}) {
  return (
    <details
      class="map-section"
      open={open.value}
      onToggle={({ currentTarget }) => {
        open.value = currentTarget.open;
      }}
    >
      <summary>{title}</summary>
      {open.value && children}
    </details>
  );
}
