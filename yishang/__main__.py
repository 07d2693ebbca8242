from yishang.site.console import main

raise SystemExit(main())
