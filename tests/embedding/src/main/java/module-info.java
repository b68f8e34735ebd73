/** Somebody else's service, with Merapi inside. */
module com.example.shop {
    requires dev.merapi.models;

    // So that the parameters of our model, a record that nobody else sees, can be found.
    opens com.example.shop to
            dev.merapi.models;
}
