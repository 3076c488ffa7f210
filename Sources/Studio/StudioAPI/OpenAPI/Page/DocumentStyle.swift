extension DocumentPage {
    /// The style sheet, in light and dark.
    public static let style = """
        :root {
          color-scheme: light dark;
          --ink: light-dark(#1c1b1a, #e9e6e1); --paper: light-dark(#fdfcfa, #171614); --line: light-dark(#dcd7cf, #3a3733);
          --soft: light-dark(#f3f0ea, #201e1b); --quiet: light-dark(#5c5750, #a9a399); --link: light-dark(#7a2e12, #f0a37f);
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; display: grid; grid-template-columns: 15rem minmax(0, 1fr); background: var(--paper); color: var(--ink);
          font: 1rem/1.55 system-ui, sans-serif;
        }
        nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.5rem; border-right: 1px solid var(--line); }
        nav ul { list-style: none; padding: 0; }
        nav li { margin: 0.35rem 0; }
        .name { font-weight: 700; font-size: 1.2rem; margin: 0; }
        main { padding: 1.5rem 2rem 4rem; max-width: 62rem; }
        h1 { font-size: 1.9rem; margin: 0 0 1rem; }
        h2 { font-size: 1.4rem; margin: 3rem 0 0.5rem; border-bottom: 1px solid var(--line); }
        h3 { font-size: 1.05rem; margin: 0; overflow-wrap: anywhere; }
        h4 { font-size: 0.9rem; margin: 1rem 0 0.25rem; color: var(--quiet); }
        a { color: var(--link); }
        a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
        article { margin: 1.25rem 0; padding: 1rem 1.25rem; border: 1px solid var(--line); border-radius: 0.5rem; }
        .summary { margin: 0.25rem 0; }
        .access, .answers { color: var(--quiet); font-size: 0.9rem; margin: 0.35rem 0; }
        .method { display: inline-block; min-width: 4.2rem; font: 700 0.8rem ui-monospace, monospace; }
        code, pre { font: 0.85rem/1.5 ui-monospace, monospace; }
        pre { margin: 0; padding: 0.75rem; overflow: auto; background: var(--soft); border-radius: 0.35rem; }
        table { width: 100%; border-collapse: collapse; font-size: 0.9rem; }
        th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem 0.3rem 0; border-bottom: 1px solid var(--line); }
        td:first-child { width: 30%; overflow-wrap: anywhere; }
        td:nth-child(2) { width: 30%; overflow-wrap: anywhere; }
        .refusals td:first-child { width: 5rem; }
        .refusals td:nth-child(2) { width: auto; }
        td p { margin: 0; }
        @media (max-width: 50rem) {
          body { display: block; }
          nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); }
          main { padding: 1rem; }
        }

        """
}
