/** Vite returns the URL of a file that is imported with `?url`. */
declare module '*?url' {
  const url: string;
  export default url;
}
declare module '*.css';
interface ImportMeta {
  /** Vite's; PROD is false on its development server. */
  readonly env: { readonly PROD: boolean };
}
