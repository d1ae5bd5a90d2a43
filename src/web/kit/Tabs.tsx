// Tabs over a page: arrow keys move between them.
import { useRef } from 'preact/hooks';
import './overlay.css';

interface TabsProps<T extends string> {
  label: string;
  tabs: readonly { readonly value: T; readonly text: string; readonly count?: number | undefined }[];
  value: T;
  onPick: (value: T) => void;
  /** Id of the element they change. */
  controls?: string | undefined;
}

export function Tabs<T extends string>({ label, tabs, value, onPick, controls }: TabsProps<T>) {
  const bar = useRef<HTMLDivElement>(null);
  return (
    <div
      ref={bar}
      class="k-tabs"
      role="tablist"
      aria-label={label}
      onKeyDown={event => {
        const at = tabs.findIndex(tab => tab.value === value);
        const steps: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 };
        const next = steps[event.key];
        const tab = next === undefined ? undefined : tabs[(next + tabs.length) % tabs.length];
        if (!tab) return;
        event.preventDefault();
        onPick(tab.value);
        (bar.current?.children[tabs.indexOf(tab)] as HTMLElement | undefined)?.focus();
      }}
    >
      {tabs.map(tab => (
        <button
          key={tab.value}
          type="button"
          role="tab"
          aria-selected={tab.value === value}
          aria-controls={controls}
          tabIndex={tab.value === value ? 0 : -1}
          onClick={() => onPick(tab.value)}
        >
          {tab.text}
          {tab.count !== undefined && <b>{tab.count}</b>}
        </button>
      ))}
    </div>
  );
}
