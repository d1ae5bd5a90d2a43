// A door in huge type: 10号楼 2单元 1002, never broken inside one of its parts.

export function DoorName({ door, level }: { door: string; level: 1 | 2 }) {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <Heading class="f-door">
      {door.split(' ').map((part, at) => (
        <span key={part} class="k-nowrap">
          {at > 0 && ' '}
          {part}
        </span>
      ))}
    </Heading>
  );
}
