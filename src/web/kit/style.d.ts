// Lets a component import its own style sheet; the build turns it into a linked file.
declare module '*.css';
declare module '*.svg' {
  const address: string;
  export default address;
}
