/** The {@code merapi} command. */
module dev.merapi.cli {
    requires dev.merapi.models;
    requires info.picocli;
    requires me.tongfei.progressbar;
    requires java.desktop;
    requires jdk.incubator.vector;
    requires jdk.jfr;
    requires jdk.management;

    opens dev.merapi.cli to
            info.picocli;
}
